"""What the tests of the whole service are given."""
