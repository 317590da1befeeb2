"""The device's certificate authority as the IT admin handles it: what it covers, a second one, the switch."""
