"""What knows people, put together for one application."""

from aiohttp import web


def set_up_accounts(app: web.Application) -> None:
    """Give the application what its sign-in needs."""
