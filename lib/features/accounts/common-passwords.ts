// Made by hand from what leaked lists agree on: words that people take, and what they hang on to them. 8 characters and more only.
const WORDS =
  "password passwort passw0rd p@ssword p@ssw0rd pa55word pass word qwerty qwertz azerty asdfgh zxcvbn letmein welcome admin administrator " +
  "root login master dragon monkey shadow sunshine princess football baseball basketball hockey soccer superman batman spiderman pokemon " +
  "iloveyou loveyou trustno1 starwars whatever freedom flower hello charlie michael jordan jennifer jessica ashley daniel thomas robert " +
  "george andrew joshua matthew anthony nicole hannah summer winter spring autumn monday friday january december london berlin paris " +
  "america england germany liverpool chelsea arsenal barcelona madrid juventus ferrari mercedes porsche corvette mustang yamaha harley " +
  "cheese chocolate cookie banana orange purple silver golden diamond killer hunter ranger maggie pepper ginger buster tigger bailey " +
  "computer internet google facebook twitter samsung iphone android windows microsoft linux secret private access system server test " +
  "testing tester guest user changeme default temp temporary demo sample example bitcoin ethereum crypto blockchain satoshi hodl tothemoon " +
  "lambo trader trading trade money dollar rich binance coinbase bybit kraken metamask wallet moon doge solana investor profit " +
  "abcdef abc abcd qazwsx qweasd asdf zxcv qwer aaaaaa baby angel lovely family forever jesus christ blessed god heaven magic mickey " +
  "snoopy garfield naruto matrix phoenix eagle falcon tiger lion panther wolf bear horse butterfly rainbow unicorn";
const TAILS =
  " 0 1 2 3 7 9 01 11 12 13 22 23 69 77 88 99 00 007 111 123 321 666 777 1234 4321 12345 123456 1234567 12345678 123456789 2000 2010 2015 " +
  "2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026 2027 ! !! 1! 12! 123! 1234! @ @1 @123 @1234 # #1 $ . _ * ? abc xyz q1 a1";
const WHOLE =
  "12345678 123456789 1234567890 12345678910 123123123 123412345 11223344 112233445566 12341234 123454321 87654321 987654321 9876543210 " +
  "0123456789 01234567 147258369 159357456 789456123 741852963 14725836 13579246 24681012 11111111 111111111 1111111111 00000000 000000000 " +
  "99999999 88888888 77777777 66666666 55555555 44444444 33333333 22222222 12121212 10101010 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 " +
  "q1w2e3r4t5 1qaz2wsx 1qaz2wsx3edc zaq12wsx zaq1zaq1 1qazxsw2 qazwsxedc qwertyui qwertyuiop qwertzuiop azertyuiop asdfghjk asdfghjkl " +
  "zxcvbnm, zxcvbnm123 poiuytrewq lkjhgfdsa mnbvcxz1 qweasdzxc qweqweqwe asdasdasd zxczxczxc qwerqwer asdfasdf abcdefgh abcdefghi " +
  "abcd1234 abcde12345 a1b2c3d4 a1s2d3f4 1a2b3c4d aa123456 a1234567 a12345678 a123456789 123456aa 123456ab 123456abc 1234abcd 12345abc " +
  "123qweasd 123qwe123 qwe123qwe 1234qwer qwer1234 asdf1234 zxcv1234 admin1234 iloveyou2 iloveu123 ilovegod loveme123 fuckyou1 fuckyou123 " +
  "motdepasse contrasena contraseña hejhejhej passord1 wachtwoord salasana haslo123 geheim123 hallo123 schatz123 bonjour1 doudou123 " +
  "letmein1 letmein123 letmeinplease openseasame opensesame correcthorsebatterystaple thisisapassword mypassword mypassword1 yourpassword " +
  "nopassword newpassword oldpassword password1password passwordpassword testtest testtest1 adminadmin rootroot useruser guestguest " +
  "changeit changethis pleasechange supersecret topsecret verysecret secretpassword notsecret trustno1! thx11380 ncc1701d ncc1701e " +
  "blink182 liverpool1 manchester manutd123 realmadrid fcbarcelona bayernmunich slipknot metallica nirvana1 rockstar babygirl princess1 " +
  "sweetheart beautiful chocolate1 strawberry watermelon pineapple cinnamon snickers scooter1 motorola blackberry playstation nintendo " +
  "minecraft fortnite1 leagueoflegends worldofwarcraft counterstrike callofduty elizabeth1 alexander1 christopher jonathan1 stephanie " +
  "victoria1 patricia1 samantha1 benjamin1 gabriel1 sebastian1 valentina1 alejandro cristiano ronaldo7 messi10! satoshinakamoto";

let known: ReadonlySet<string> | undefined;

/** Whether `password` (in small letters) is one of some ten thousand that attackers try first. The set is made at the first question. */
export function isCommonPassword(password: string): boolean {
  known ??= make();
  return known.has(password);
}

function make(): ReadonlySet<string> {
  const set = new Set(WHOLE.split(" "));
  for (const word of WORDS.split(" ")) {
    for (const tail of TAILS.split(" ")) set.add(word + tail);
    set.add(word + word);
  }
  for (const password of set) if (password.length < 8) set.delete(password);
  return set;
}
