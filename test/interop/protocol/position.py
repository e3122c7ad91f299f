"""Section 2 and 7.3: where an approver says that they are."""
from math import asin, cos, radians, sin, sqrt
from .encoding import need

def asked_position(rule): return None if rule['id'] == 'policy.replace' else rule.get('position')

def check_position(asked, position):
    """7.3.5"""
    circles = [it for those in asked.get('within', []) for it in those]
    is_fine = asked.get('accuracy', 1000) < 1000 or any(it['metres'] < 10_000 for it in circles)
    need(is_fine or position['latitude'] % 100 == position['longitude'] % 100 == 0, 'position_too_fine')
    need(position['accuracy'] <= asked.get('accuracy', position['accuracy']), 'position_inaccurate')
    need(all(any(metres(position, it) <= it['metres'] for it in those) for those in asked.get('within', [])), 'position_elsewhere')

def metres(one, other):
    first, second = radians(one['latitude'] / 10_000), radians(other['latitude'] / 10_000)
    across = radians(other['longitude'] / 10_000) - radians(one['longitude'] / 10_000)
    return 2 * 6_371_008.8 * asin(min(1, sqrt(sin((second - first) / 2) ** 2 + cos(first) * cos(second) * sin(across / 2) ** 2)))
