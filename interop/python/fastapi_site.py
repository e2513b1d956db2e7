"""FastAPI with the JWT of its security tutorial: HS256, sub is the user name, no audience."""
import json
import socket
import sys
from datetime import datetime, timedelta, timezone

import fastapi
import uvicorn
from fastapi import FastAPI, HTTPException
from jose import jwt
from pydantic import BaseModel

SECRET, PASSWORD = sys.argv[2], sys.argv[3]
app = FastAPI()


class SignIn(BaseModel):
    username: str
    password: str


@app.post("/login")
def sign_in(form: SignIn):
    if form.password != PASSWORD:
        raise HTTPException(status_code=401)
    expires = datetime.now(timezone.utc) + timedelta(minutes=30)
    return {"access_token": jwt.encode({"sub": form.username, "exp": expires}, SECRET, algorithm="HS256")}


if __name__ == "__main__":
    sock = socket.socket()
    sock.bind(("127.0.0.1", int(sys.argv[1])))
    print(json.dumps({"fastapi": fastapi.__version__, "port": sock.getsockname()[1]}), flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[sock])
