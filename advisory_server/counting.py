"""What takes counts and releases figures, put together for one application."""

from aiohttp import web


def set_up_counting(app: web.Application) -> None:
    """Give the application what its counting handlers need, and start what runs beside them."""
