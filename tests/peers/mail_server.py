"""A mail server that delivers nothing: it takes every mail and logs it as one line of JSON on standard error.

    mail_server.py --port 2525 [--refuse ADDRESS]
"""

import argparse
import email
import email.policy
import json
import sys
import threading

from aiosmtpd.controller import Controller


def log(text):
    print(text, file=sys.stderr, flush=True)


class Mailbox:
    def __init__(self, refused):
        self.refused = refused

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refused:
            log(f"refused {address}")
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        log("mail " + json.dumps({
            "to": envelope.rcpt_tos,
            "from": str(mail["From"]),
            "subject": str(mail["Subject"]),
            "id": str(mail["Message-ID"]),
            "text": mail.get_content(),
        }))
        return "250 taken"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--refuse")
    given = options.parse_args()
    Controller(Mailbox(given.refuse), hostname="127.0.0.1", port=given.port).start()
    log(f"listening on 127.0.0.1:{given.port}")
    threading.Event().wait()


if __name__ == "__main__":
    main()
