"""What every room stands on: verdicts, refusals, actors, the journal, time, counting, sealed fields and jobs."""
