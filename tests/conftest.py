"""What all Python tests share: the marker that ties a test to rows of the acceptance table."""


def pytest_configure(config):
    """Registers the marker; tests/conformance.py reads it."""
    config.addinivalue_line("markers", "row(*ids): the acceptance rows this test proves")
