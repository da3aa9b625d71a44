"""Windows' Python, put together from packages, and Wine to run it where there is no Windows."""
