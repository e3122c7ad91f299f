/** Where the page lies in the extension that tells how a form went whose own next page never came. */
export const happenedPage = 'src/happened/happened.html'
