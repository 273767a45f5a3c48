"""The vocabulary of the end-to-end tests: real programs started, spoken to and watched."""
