"""Runs every case of the published vectors: `python3 agree.py [--json] [folder]`. Exit code 1 on any disagreement."""
import json
import sys
from pathlib import Path
from cases import FILES, WITHOUT_CASES
from protocol.encoding import Failed

VECTORS = Path(__file__).resolve().parents[2] / 'shared/vectors'

def main(arguments):
    folder = next((Path(it) for it in arguments if it != '--json'), VECTORS)
    names = sorted((FILES.keys() | {path.name for path in folder.glob('*.json')}) - WITHOUT_CASES)
    files = [judge(folder / name) for name in names]
    agree, disagree = sum(it['agree'] for it in files), sum(len(it['disagreements']) for it in files)
    if '--json' in arguments: print(json.dumps({'agree': agree, 'disagree': disagree, 'files': files}))
    else: tell(files, agree, disagree)
    return 1 if disagree or not agree else 0

def judge(path):
    """How many cases of a file agree, and those that do not. What nobody here knows how to read is a disagreement."""
    known = FILES.get(path.name, {})
    file = json.loads(path.read_text('utf-8'), parse_int=float) if path.exists() else {}
    found = {name for name in file if isinstance(file[name], list) and file[name]}
    strange = [{'why': f'the list {name}', 'expected': 'known and with cases', 'got': 'unknown, or none'}
               for name in sorted(found ^ known.keys())]
    if path.name not in FILES: strange = [{'why': 'the file', 'expected': 'known', 'got': 'unknown'}]
    cases = [compare(it, file, *known[name]) for name in known if name in found for it in file[name]]
    wrong = [it for it in cases if it['expected'] != it['got']]
    return {'file': path.name, 'agree': len(cases) - len(wrong), 'disagreements': strange + wrong}

def compare(it, file, says, makes):
    why = ': '.join(it[name] for name in ('check', 'why', 'condition') if name in it)
    return {'why': why, 'expected': says(it), 'got': outcome(makes, it, file)}

def outcome(makes, it, file):
    try: return makes(it, file)
    except Failed as failed: return str(failed)
    except Exception as crash: return f'{type(crash).__name__}: {crash}'

def tell(files, agree, disagree):
    for it in files:
        print(f"{it['file']:<20}{it['agree']:>5} agree, {len(it['disagreements'])} disagree")
        for wrong in it['disagreements']:
            print(f"    {wrong['why']}\n        expected {wrong['expected']}\n        got      {wrong['got']}")
    print(f'{agree} agree, {disagree} disagree')

if __name__ == '__main__': sys.exit(main(sys.argv[1:]))
