"""What the browser tests stand on: real browsers, and stand-ins for every site and for the school's filter."""
