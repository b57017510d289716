"""Pages of cadres: who is where and what is late, one posting, one file, paths, posts, pairs, and what is counted."""
