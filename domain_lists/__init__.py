"""Which hosts belong to which platform: the shipped catalogue, what must never be listed, and the index.

Only the index is given out here, as the proxy needs no more; who reads list files imports
domain_lists.catalogue, which brings a TOML parser with it.
"""

from domain_lists.index import Explanation, HostIndex, Listing

__all__ = ["Explanation", "HostIndex", "Listing"]
