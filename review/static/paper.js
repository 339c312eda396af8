// Pages of a scan in a viewer. What cannot be loaded says so, and is loaded again when asked.
"use strict";

const PAPER_WIDTH = 1600;
const LEAST_SHOWN = 0.55; // of the page's width around a box

const paperUrl = (path) => `${path}?width=${PAPER_WIDTH}`;

// A viewer in `element`, whose `data-label` says what it shows, with a way to show an image. Where
// the image does not come, the element after it, `.unseen`, is shown, with its button.
function viewerIn(element, options) {
  // OpenSeadragon would add a style of its own, which the policy of our pages refuses; it does
  // not where it finds one. An element of no known language is nothing to a browser.
  const style = document.createElementNS("none", "style");
  style.setAttribute("data-openseadragon-mobile-css", "");
  document.head.append(style);
  const viewer = OpenSeadragon({
    element,
    drawer: "canvas",
    showNavigationControl: false,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    ...options,
  });
  viewer.canvas.setAttribute("role", "img");
  viewer.canvas.setAttribute("aria-label", element.dataset.label);

  const unseen = element.parentElement.querySelector(".unseen");
  let asked = "";
  function show(url) {
    asked = url;
    unseen.hidden = true;
    viewer.open({ type: "image", url });
  }
  viewer.addHandler("open-failed", (event) => {
    // Of a page that was left before it came, nothing is said.
    if (event.source.url !== asked) return;
    unseen.hidden = false;
  });
  const again = () => {
    if (!unseen.hidden) show(asked);
  };
  unseen.querySelector("button").addEventListener("click", again);
  document.addEventListener("signed-in", again); // it may be that the session had ended
  return { viewer, show };
}

// Shows pages zoomed to a box that is drawn on them.
function paperIn(element) {
  const { viewer, show } = viewerIn(element, {
    immediateRender: true,
    animationTime: 0.2,
    visibilityRatio: 0.4,
    maxZoomPixelRatio: 4,
    tabIndex: -1,
  });
  const drawn = document.createElement("div");
  drawn.className = "box";
  let open = "";
  let wanted = null;

  function place() {
    const item = viewer.world.getItemAt(0);
    if (!item || !wanted) return;
    const size = item.getContentSize();
    const high = size.y / size.x;
    viewer.viewport.setRotation((360 - wanted.turn) % 360, true);
    viewer.removeOverlay(drawn);
    if (!wanted.box) {
      viewer.viewport.goHome(true);
      return;
    }
    const [left, top, right, bottom] = wanted.box;
    const rect = new OpenSeadragon.Rect(left, top * high, right - left, (bottom - top) * high);
    viewer.addOverlay({ element: drawn, location: rect });
    const wide = Math.min(1, Math.max(LEAST_SHOWN, rect.width * 1.3));
    const centre = rect.getCenter();
    const shown = new OpenSeadragon.Rect(centre.x - wide / 2, centre.y - wide / 4, wide, wide / 2);
    viewer.viewport.fitBounds(shown, true);
    viewer.viewport.applyConstraints(true);
  }

  viewer.addHandler("open", place);

  // `box` is [left, top, right, bottom] as fractions of the page, or null for all of it.
  return (path, box, turn) => {
    wanted = { box, turn };
    if (open === path) {
      place();
      return;
    }
    open = path;
    show(paperUrl(path));
  };
}
