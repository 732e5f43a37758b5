"""One short function a command: joins the parts and holds no logic of its own."""
