"""Areas of every level, dated: province, city, county, town, village, grid, building and dwelling."""
