"""The aiohttp side: takes counts, releases weekly figures, and shows them to the Headteacher."""
