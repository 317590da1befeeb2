"""How much may be read: one place, each limit with its reason."""

MOST_GIVEN_BYTES = 256 * 2**20
"""Of a file as it is given. UT1's whole collection, packed, takes a tenth of it."""

MOST_TEXT_BYTES = 512 * 2**20
"""Of all text that comes out of it, whatever a packed file claims: a bomb ends here. It may stand on the disk."""

MOST_LINES = 2_000_000
"""Of all files together. Names are kept in memory, and a list of social media has some thousands."""

MOST_FILES = 10_000
"""In a folder or an archive. v2fly's collection has about 1,500."""

MOST_PACKED_WITHIN = 200
"""Packed files within a folder or an archive; each takes an open file. UT1 has about 80, one a category."""

MOST_DIRECTORY_BYTES = 4 * 2**20
"""Of the table of contents of a zip archive, which is read in one piece: about 60,000 files."""

LARGEST_READ = 16 * 2**20
"""That a reader of archives may ask for in one piece: a made-up header asks for gigabytes."""

MOST_XZ_MEMORY = 128 * 2**20
"""To unpack xz; its strongest ordinary setting takes 65 MiB."""

MOST_INCLUDE_STEPS = 5_000_000
"""From file to file, in search of circles: a second or so. v2fly's collection takes some thousands."""

LONGEST_LINE = 64 * 2**10
"""Characters. A rule of filters for pages may have some thousands; a name has 253."""

CHUNK = 2**18
"""Bytes that are read at once."""

HEAD = 2**16
"""Bytes by which a file is judged: what it is, and which format it has."""
