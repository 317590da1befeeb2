"""The meaning of the policy, pure: no IO, no clock, no logging, no randomness."""
