// Things are dragged one by one; the picture stays where it is meanwhile.
import type Sigma from "sigma";

export function draggable(sigma: Sigma, may: () => boolean, move: (at: number, x: number, y: number) => void, drop: (at: number) => void): void {
  let dragged = -1;
  let isMoved = false;
  sigma.on("downNode", ({ node }) => {
    if (may()) [dragged, isMoved] = [Number(node), false];
  });
  const end = (): void => {
    if (dragged >= 0 && isMoved) drop(dragged);
    dragged = -1;
  };
  sigma.on("moveBody", ({ event, preventSigmaDefault }) => {
    if ("touches" in event.original && event.original.touches.length > 1) end(); // two fingers are for the picture
    if (dragged < 0) return;
    const { x, y } = sigma.viewportToGraph(event);
    isMoved = true;
    move(dragged, x, y);
    preventSigmaDefault();
  });
  sigma.on("upNode", end);
  sigma.on("upStage", end);
}
