"""The pages with which the IT admin changes and publishes the lists."""
