"""Section 5: nonces, and batches by RFC 9162 §2.1."""
from .encoding import base64url, hash_of, jcs, need, sha, unbase64url

def thumbprint(jwk): return hash_of(jcs({member: jwk[member] for member in ('crv', 'kty', 'x', 'y') if member in jwk}))
def session_nonce(jkt, salt): return hash_of(f'countersign/1-session\n{jkt}\n{salt}')
def approve_nonce(digest, reason, salt, position=None):
    if position is None: return hash_of(f'countersign/1\napprove\n{digest}\n{hash_of(reason)}\n{salt}')
    return hash_of(f'countersign/1-position\napprove\n{digest}\n{hash_of(reason)}\n{salt}\n{hash_of(jcs(position))}')

def glass_nonce(digest, reason, salt): return hash_of(f'countersign/1\nbreak-glass\n{digest}\n{hash_of(reason)}\n{salt}')
def confirm_nonce(digest, reason, salt): return hash_of(f'countersign/1\nconfirm\n{digest}\n{hash_of(reason)}\n{salt}')

def batch_nonce(root, reason, salt, count, position=None):
    lines = f'approve\n{root}\n{hash_of(reason)}\n{salt}\n{count:.0f}'
    if position is None: return hash_of(f'countersign/1-batch\n{lines}')
    return hash_of(f'countersign/1-batch-position\n{lines}\n{hash_of(jcs(position))}')

def leaf(digest): return sha(b'\0' + unbase64url(digest))
def node(left, right): return sha(b'\1' + left + right)
def halves(digests): return digests[:(size := 1 << (len(digests) - 1).bit_length() - 1)], digests[size:]
def root_of(digests): return leaf(digests[0]) if len(digests) == 1 else node(*map(root_of, halves(digests)))

def path_of(index, digests):
    if len(digests) == 1: return []
    left, right = halves(digests)
    if index < len(left): return path_of(index, left) + [base64url(root_of(right))]
    return path_of(index - len(left), right) + [base64url(root_of(left))]

def root_at(digest, place):
    """§2.1.3.2: the root that `path` leads to."""
    at, last, root = int(place['index']), int(place['count']) - 1, leaf(digest)
    need(at <= last, 'batch_path_mismatch')
    for other in map(unbase64url, place['path']):
        need(last > 0, 'batch_path_mismatch')
        root = node(other, root) if at % 2 or at == last else node(root, other)
        while at == last and at and at % 2 == 0: at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    need(last == 0, 'batch_path_mismatch')
    return base64url(root)
