"""The pages of the portal, one module a matter."""
