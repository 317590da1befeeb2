from tests.flow.conftest import at_work, own_device

__all__ = ["at_work", "own_device"]
