// SPDX-License-Identifier: Apache-2.0
// Swaps in a fresh board each second; the form stays as the user left it.
const refresh = async () => {
    try {
        const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
        const board = fresh.getElementById("board");
        if (board) {
            document.getElementById("board").replaceWith(board);
        }
    } catch (e) {
        // The server is away: the last board stays, the next second tries again.
    }
    setTimeout(refresh, 1000);
};
setTimeout(refresh, 1000);
