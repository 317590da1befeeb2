from hypothesis import HealthCheck, settings

# Each example writes a real database: a busy disk must not make a property fail.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
