"""The pack for the data protection officer: an assessment (`owntime dpia`) and a record (`owntime record`)."""
