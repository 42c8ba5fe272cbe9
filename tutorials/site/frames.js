// A page in a frame says how high it is: then nothing hides below the frame's edge.
addEventListener("message", ({ source, data }) => {
  if (!(data && data.microact > 0)) return;
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === source) frame.style.height = `${Math.min(4000, data.microact + 8)}px`;
});
