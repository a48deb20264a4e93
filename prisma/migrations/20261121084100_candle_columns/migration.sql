-- AlterTable
ALTER TABLE "candle_chunks" ADD COLUMN     "firstMs" BIGINT,
ADD COLUMN     "gaps" INTEGER,
ADD COLUMN     "hash" TEXT,
ADD COLUMN     "lastMs" BIGINT;

-- Chunks so far hold a sixth column in front, the times as float64 little-endian: they become firstMs, and a map of the 4,096 places where
-- bars are missing.
DO $$
DECLARE
  chunk record;
  length bigint;
  mantissa bigint;
  exponent int;
  at int;
  opens bigint;
  first bigint;
  previous bigint;
  holes int;
  places bytea;
  body bytea;
BEGIN
  FOR chunk IN SELECT * FROM "candle_chunks" LOOP
    length := CASE chunk.timeframe WHEN '1m' THEN 60000 WHEN '5m' THEN 300000 WHEN '15m' THEN 900000
                                   WHEN '1h' THEN 3600000 WHEN '4h' THEN 14400000 ELSE 86400000 END;
    places := decode(repeat('00', 512), 'hex');
    holes := 0;
    first := NULL;
    FOR i IN 0 .. chunk.bars - 1 LOOP
      at := i * 8;
      exponent := ((get_byte(chunk.data, at + 7) & 127) << 4) | (get_byte(chunk.data, at + 6) >> 4);
      mantissa := ((get_byte(chunk.data, at + 6) & 15)::bigint << 48) | (get_byte(chunk.data, at + 5)::bigint << 40)
        | (get_byte(chunk.data, at + 4)::bigint << 32) | (get_byte(chunk.data, at + 3)::bigint << 24)
        | (get_byte(chunk.data, at + 2)::bigint << 16) | (get_byte(chunk.data, at + 1)::bigint << 8) | get_byte(chunk.data, at)::bigint;
      opens := CASE WHEN exponent = 0 THEN 0 ELSE ((1::bigint << 52) | mantissa) >> (1075 - exponent) END;
      IF first IS NULL THEN first := opens;
      ELSIF opens <> previous + length THEN holes := holes + 1;
      END IF;
      previous := opens;
      places := set_bit(places, (opens - chunk."startMs") / length, 1);
    END LOOP;
    body := substring(chunk.data FROM chunk.bars * 8 + 1);
    IF holes > 0 THEN body := places || body; END IF;
    UPDATE "candle_chunks" SET "firstMs" = first, "lastMs" = previous, gaps = holes, data = body,
        hash = encode(sha256(convert_to(chunk.timeframe || ' ' || first || ' ' || chunk.bars || E'\n', 'UTF8') || body), 'hex')
      WHERE exchange = chunk.exchange AND symbol = chunk.symbol AND timeframe = chunk.timeframe AND "startMs" = chunk."startMs";
  END LOOP;
END $$;

UPDATE "candle_series" s SET hash = encode(sha256(convert_to(c.hashes, 'UTF8')), 'hex')
  FROM (SELECT exchange, symbol, timeframe, string_agg(hash, '' ORDER BY "startMs") AS hashes
        FROM "candle_chunks" GROUP BY exchange, symbol, timeframe) c
  WHERE (s.exchange, s.symbol, s.timeframe) = (c.exchange, c.symbol, c.timeframe);

ALTER TABLE "candle_chunks" ALTER COLUMN "firstMs" SET NOT NULL,
ALTER COLUMN "gaps" SET NOT NULL,
ALTER COLUMN "hash" SET NOT NULL,
ALTER COLUMN "lastMs" SET NOT NULL;

-- Prices as floats do not compress: trying costs more than reading them.
ALTER TABLE "candle_chunks" ALTER COLUMN "data" SET STORAGE EXTERNAL;

-- CreateTable
CREATE TABLE "funding_rates" (
    "exchange" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "timeMs" BIGINT NOT NULL,
    "rate" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "funding_rates_pkey" PRIMARY KEY ("exchange","symbol","timeMs")
);
