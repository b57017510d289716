"""Where cadres come from, where they are sent, what is on file about them, and how many posts there are for them."""
