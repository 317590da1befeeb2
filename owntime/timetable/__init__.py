"""`owntime timetable`: the school's time as people look it up, check it and bring it in from elsewhere."""
