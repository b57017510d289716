"""Servers of PostgreSQL that are this test's own: their address, and what is found in their database."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from setup.postgres import Cluster

LOOK = Path(__file__).with_name("look.py")


def address_of(server: Cluster) -> str:
    """
    Return the address of the server's own database, by its socket.

    By a port, a writer that asks again and again while nobody listens there may come to be connected with itself.
    """
    return f"postgresql://postgres:{server.password}@:{server.port}/postgres?host={quote(str(server.home))}"


def address_of_whichever_writes(*servers: Cluster) -> str:
    """Return the address under which the one of these servers is found that may be written to."""
    homes, ports = (
        "%2C".join(each) for each in zip(*((quote(str(s.home)), str(s.port)) for s in servers), strict=True)
    )
    wanted = f"host={homes}&port={ports}&target_session_attrs=read-write"
    return f"postgresql://postgres:{servers[0].password}@/postgres?{wanted}"


def look(address: str, word: str | Path) -> str:
    """Prepare the server's database, or look through it, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": address}
    done = subprocess.run([sys.executable, LOOK, word], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
