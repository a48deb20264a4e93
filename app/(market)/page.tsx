export default function Home() {
  return <h1 className="wrap py-10 page-title">Trading signals you can check.</h1>;
}
