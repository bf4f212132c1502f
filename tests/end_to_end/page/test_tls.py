"""The page for others: accounts and a certificate, from the command line to the cookie."""

import re
import shutil
import ssl
import subprocess
import sys
import time
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from support.web.page import PASSWORDS, planned_campaign, three_accounts

from campaigns.web.security.roles import Role

COPRESS = Path(sys.executable).with_name("copress")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_an_account_over_tls(tmp_path: Path) -> None:
    file = planned_campaign(tmp_path)
    three_accounts(tmp_path)
    pem, key, log = (tmp_path / name for name in ("cert.pem", "key.pem", "log.txt"))
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(pem)]
    subprocess.run([*made, *named, *files], check=True, capture_output=True)
    asked = ["--accounts", tmp_path / "users.toml", "--certificate", pem, "--key", key]
    command = [COPRESS, "review", file, "--port", "0", "--no-browser", *asked]
    with log.open("w") as said, subprocess.Popen(command, stderr=said) as server:
        try:
            while not (found := re.search(r"https://127\.0\.0\.1:(\d+)/\n", log.read_text())):
                assert server.poll() is None, log.read_text()
                time.sleep(0.05)
            trusted = ssl.create_default_context(cafile=pem)
            page = HTTPSConnection("localhost", int(found[1]), context=trusted, timeout=30)
            body = urlencode({"name": "vera", "password": PASSWORDS[Role.VIEWER]})
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            page.request("POST", "/login", body, kind)
            answer = page.getresponse()
            answer.read()
            cookie = answer.headers["set-cookie"]
            page.request("GET", "/c/quick/now", headers={"Cookie": cookie.split(";")[0]})
            shown = page.getresponse()
            text = shown.read().decode()
            page.close()
        finally:
            server.terminate()
    assert answer.status == 303
    assert cookie.startswith("__Host-copress_")
    assert "secure" in cookie.lower()
    assert "max-age" in shown.headers["strict-transport-security"]
    assert "vera, viewer" in text
    assert "Whoever has this link" not in log.read_text()
