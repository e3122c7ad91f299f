const accepted: readonly { readonly why: string; readonly text: string; readonly hex: string }[] = [
  { why: 'nothing', text: '', hex: '' },
  { why: 'one byte', text: 'AQ', hex: '01' },
  { why: 'two bytes', text: 'AQI', hex: '0102' },
  { why: 'three bytes', text: 'AQID', hex: '010203' },
  { why: 'four bytes', text: 'AQIDBA', hex: '01020304' },
  { why: 'zeros', text: 'AAAAAA', hex: '00000000' },
  { why: 'ones', text: '_____w', hex: 'ffffffff' },
  { why: 'the two characters that plain base64 writes otherwise', text: '-_-_', hex: 'fbffbf' },
  { why: 'the greatest last character of one byte', text: '_w', hex: 'ff' },
  { why: 'the greatest last character of two bytes', text: '__8', hex: 'ffff' },
  { why: 'a salt: 16 bytes, 22 characters', text: 'AAECAwQFBgcICQoLDA0ODw', hex: '000102030405060708090a0b0c0d0e0f' },
]

const refused: readonly { readonly why: string; readonly text: string }[] = [
  { why: 'one character', text: 'A' },
  { why: 'a length that is 1 modulo 4', text: 'AAAAA' },
  { why: 'padding, twice', text: 'AQ==' },
  { why: 'padding, once', text: 'AQI=' },
  { why: 'padding where none is due', text: 'AQID====' },
  { why: 'padding alone', text: '=' },
  { why: 'the lowest unused bit of one byte', text: 'AR' },
  { why: 'the highest unused bit of one byte', text: 'AY' },
  { why: 'the lowest unused bit of two bytes', text: 'AQJ' },
  { why: 'the highest unused bit of two bytes', text: 'AQK' },
  { why: 'unused bits behind whole groups', text: 'AQIDBB' },
  { why: 'a slash', text: '//8' },
  { why: 'a plus sign', text: '+w' },
  { why: 'a space before', text: ' AQID' },
  { why: 'a space behind', text: 'AQID ' },
  { why: 'a space inside', text: 'AQ ID' },
  { why: 'a line break behind', text: 'AQID\n' },
  { why: 'a line break inside', text: 'AQ\r\nID' },
  { why: 'a tab', text: 'AQI\t' },
  { why: 'a NUL', text: 'AQI\u0000' },
  { why: 'a dot', text: 'AQ.ID' },
  { why: 'a percent sign', text: 'AQ%49D' },
  { why: 'a letter that looks like A', text: '\u0410QID' },
  { why: 'digits of another script', text: 'AQ\u0661\u0662' },
  { why: 'a wide letter', text: '\uff21QID' },
  { why: 'a character beyond the basic plane', text: 'AQ\u{1f600}' },
]

/** base64url.json */
export async function base64urlVectors() {
  return {
    about: 'Strict base64url: the one spelling of the bytes in `hex`, and texts that are none.',
    accepted,
    refused: refused.map((given) => ({ ...given, expected: 'base64url_malformed' })),
  }
}
