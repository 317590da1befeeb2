from hypothesis import HealthCheck, settings

# Generated weeks are walked minute by minute: a busy machine must not make a property fail.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
