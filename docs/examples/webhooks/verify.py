import base64
import hashlib
import hmac
import json
import time


def verify_webhook(secret: str, headers: dict, raw_body: bytes, now: float | None = None) -> dict:
    """The message of a webhook call, once its signature is checked.

    secret: the whsec_... of your settings. headers: names in small letters. raw_body: exactly as it came.
    Raises ValueError on a wrong signature and on a call that is more than five minutes old or early.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not message_id or not timestamp.isdigit() or not signatures:
        raise ValueError("headers are missing")
    if abs((time.time() if now is None else now) - int(timestamp)) > 300:
        raise ValueError("the call is too old or too early")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + raw_body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # While a secret is being replaced there are two signatures: one that fits is enough.
    fits = any(hmac.compare_digest(one.encode(), f"v1,{expected}".encode()) for one in signatures.split(" "))
    if not fits:
        raise ValueError("the signature does not fit")
    return json.loads(raw_body)
