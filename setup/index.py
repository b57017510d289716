"""The package index this machine is set up for: mirrors and closed networks included."""

import base64
import configparser
import hashlib
import os
import re
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from setup import system
from setup.console import Problem, words

# The one file that is fetched before pip can check hashes itself.
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
DEFAULT_INDEX = "https://pypi.org/simple"
PATIENCE_SECONDS = 20


def config_files() -> list[Path]:
    """Return pip's own configuration files, later ones win."""
    home = Path.home()
    return [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        home / ".config/pip/pip.conf",
        Path(os.environ.get("PIP_CONFIG_FILE", os.devnull)),
    ]


def configured(option: str, *, default: str = "") -> str:
    """Return an option as pip would read it: environment, then configuration files."""
    if value := os.environ.get("PIP_" + option.upper().replace("-", "_")):
        return value
    parser = configparser.RawConfigParser()
    parser.read(config_files(), encoding="utf-8")
    for section in ("install", "global"):
        if parser.has_option(section, option):
            return parser.get(section, option).strip()
    return default


def wheels_folder() -> Path | None:
    """Return the folder of wheels given with WHEELS=folder, for machines without any network."""
    given = os.environ.get("WHEELS")
    return Path(given).expanduser().resolve() if given else None


def is_offline() -> bool:
    """Tell whether pip is told to use no index."""
    return wheels_folder() is not None or configured("no-index").lower() in ("1", "true", "yes", "on")


def open_address(address: str) -> bytes:
    """Fetch an address with this machine's certificates and the credentials written in it."""
    parts = urlsplit(address)
    request = urllib.request.Request(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))
    if parts.username:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        request.add_header("Authorization", "Basic " + base64.b64encode(secret).decode())
    context = ssl.create_default_context(cafile=configured("cert") or None)
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS, context=context) as answer:
        return bytes(answer.read())


def shown(address: str) -> str:
    """Return an address without the credentials in it."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def network_problem(address: str, *, reason: object) -> Problem:
    """Say that the index does not answer, and the three mends."""
    host = shown(address)
    if "CERTIFICATE_VERIFY_FAILED" in str(reason):
        return Problem(
            what=words(
                en=f"The certificate of the package index {host} cannot be checked ({reason}).",
                zh=f"无法核验软件包索引 {host} 的证书（{reason}）。",
            ),
            mend=words(
                en="Install the system's certificates (apt-get install ca-certificates), or set PIP_CERT=/path/ca.crt.",
                zh="安装系统证书（apt-get install ca-certificates），或设置 PIP_CERT=/路径/ca.crt。",
            ),
        )
    return Problem(
        what=words(
            en=f"The package index {host} does not answer ({reason}).", zh=f"软件包索引 {host} 没有应答（{reason}）。"
        ),
        mend=words(
            en="Check the network and run the same command again, or name a mirror: PIP_INDEX_URL=https://mirror/simple."
            " Without any network: docs/install.md, `make bundle`.",
            zh="检查网络后重新运行同一命令，或指定镜像：PIP_INDEX_URL=https://镜像/simple。"
            "完全无网络时见 docs/install.md 的 make bundle。",
        ),
    )


def check_network() -> None:
    """
    Ask the index for one page before a long installation.

    :raises Problem: it does not answer.
    """
    if is_offline():
        return
    if address().startswith("https:") and lacks_certificates() and system.may_install():
        system.install(
            ["ca-certificates"],
            why_en="This system has no certificates to check the package index with.",
            why_zh="本机没有用于核验软件包索引的根证书。",
        )
    index_page()


def address() -> str:
    """Return the address of the index."""
    return configured("index-url", default=DEFAULT_INDEX).rstrip("/")


def lacks_certificates() -> bool:
    """Tell whether there is nothing to check a server's certificate with."""
    places = ssl.get_default_verify_paths()
    return not configured("cert") and not places.cafile and not (places.capath and any(Path(places.capath).iterdir()))


def index_page() -> tuple[str, str]:
    """
    Return the index's page of pip and its address.

    :raises Problem: the index does not answer.
    """
    page = address() + "/pip/"
    try:
        return open_address(page).decode("utf-8", "replace"), page
    except (OSError, ValueError) as reason:
        raise network_problem(page, reason=getattr(reason, "reason", reason)) from reason


def wheel_address() -> str:
    """Return where the index keeps pip's wheel."""
    text, page = index_page()
    found = re.search(rf'href=["\']([^"\']*{re.escape(PIP_WHEEL)})[#"\']', text)
    if not found:
        raise Problem(
            what=words(en=f"The package index has no {PIP_WHEEL}.", zh=f"软件包索引中没有 {PIP_WHEEL}。"),
            mend=words(en="Use a complete mirror with PIP_INDEX_URL.", zh="用 PIP_INDEX_URL 指定一个完整的镜像。"),
        )
    target: str = urljoin(page, found[1])
    here, there = urlsplit(page), urlsplit(target)
    return target if there.hostname != here.hostname else urlunsplit(there._replace(netloc=here.netloc))


def fetch_pip(*, folder: Path) -> Path:
    """
    Bring pip's wheel into the folder, checked against its hash.

    :raises Problem: it cannot be had, or its contents are not what they should be.
    """
    wheels = wheels_folder()
    wheel = folder / PIP_WHEEL
    if wheels and not (wheels / PIP_WHEEL).is_file():
        raise Problem(
            what=words(en=f"{wheels} has no {PIP_WHEEL}.", zh=f"{wheels} 中没有 {PIP_WHEEL}。"),
            mend=words(en="Make the folder with `make bundle`.", zh="请用 make bundle 制作该文件夹。"),
        )
    content = (wheels / PIP_WHEEL).read_bytes() if wheels else download(wheel_address())
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        raise Problem(
            what=words(en=f"{PIP_WHEEL} has another hash than it should.", zh=f"{PIP_WHEEL} 的校验值不符。"),
            mend=words(
                en="Do not use this index; name another with PIP_INDEX_URL.",
                zh="请勿使用该索引，用 PIP_INDEX_URL 另行指定。",
            ),
        )
    folder.mkdir(parents=True, exist_ok=True)
    wheel.write_bytes(content)
    return wheel


def download(address: str) -> bytes:
    """
    Fetch a file of the index.

    :raises Problem: it does not come.
    """
    try:
        return open_address(address)
    except (OSError, urllib.error.URLError) as reason:
        raise network_problem(address, reason=getattr(reason, "reason", reason)) from reason
