"""The commands of `owntime lists`, a module each."""
