//! Chance: one stream of uniforms for each name and purpose, the same in every design.
//!
//! Two designs are compared on the same luck. That only works when the third failure of a server is the same draw whatever
//! else exists beside it, so a stream is addressed by what it is for, never by its place in a list or by the order of
//! events. The generator is ChaCha with eight rounds: its output is a documented function of key, stream and position, so
//! no seed is hashed, no jump is computed, and no two streams can overlap.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::identity::NameHash;
use super::law::Law;
use super::time::Span;

/// The version of the layout of keys and streams; it changes when the same seed must mean other dice.
pub const LAYOUT: u64 = 1;

/// Which experiment of a replication a key belongs to, so that looking at inputs never shifts the dice of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u64)]
pub enum Domain {
    /// What happens in the simulated world.
    World = 1,
    /// Values of uncertain inputs, drawn once per replication.
    Inputs = 2,
    /// When and where a drilled incident strikes.
    Incident = 3,
}

/// What a stream is for. The numbers are part of the stored results: a new reason gets a new number, none is reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Purpose {
    /// How long something works before it fails.
    Life = 1,
    /// How long a repair takes.
    Repair = 2,
    /// How long a start takes.
    Start = 3,
    /// How long until a failure is noticed.
    Detection = 4,
    /// How long people take to decide.
    Decision = 5,
    /// How long until help arrives.
    Arrival = 6,
    /// How long a step of a runbook takes.
    Step = 7,
    /// Whether a step of a runbook fails.
    StepFails = 8,
    /// How long a takeover takes.
    Takeover = 9,
    /// How long a rebuild takes.
    Rebuild = 10,
    /// How long catching up takes.
    CatchUp = 11,
    /// How long a grace period lasts.
    Grace = 12,
    /// How long a cold start takes.
    ColdStart = 13,
    /// Which of several modes a failure has.
    Mode = 14,
    /// Failures of a carrier's line.
    Carrier = 15,
    /// Where in its cycle a synchronisation stands.
    SyncPhase = 16,
    /// Whether an automatic cover works.
    Cover = 17,
    /// Failures that nobody sees until they are needed.
    Latent = 18,
    /// How long a way takes.
    Travel = 19,
    /// How long a spare part takes.
    Spare = 20,
    /// When a drilled incident strikes.
    IncidentMoment = 21,
    /// At which level someone reacts.
    Threshold = 22,
    /// How long a restart takes.
    Restart = 23,
    /// In which order equals are served.
    Order = 24,
    /// When clients come back.
    Reconnect = 25,
    /// Faults that strike several at once.
    CommonFault = 26,
    /// Automatic failover to a mirror.
    Mirror = 27,
    /// A step done wrong.
    DoneWrong = 28,
    /// The backup registrar's failure interval.
    Registrar = 29,
    /// How long a returned pool is watched.
    FailbackWait = 30,
    /// Mending what a cmdlet complained about.
    Mending = 31,
    /// How long a loss of the timeline lasts.
    Lasting = 32,
    /// How long a spare part is under way.
    Lead = 33,
    /// How far the Back End is behind.
    LazyWrite = 34,
    /// How long servers that are stopped for an update drain.
    Drain = 35,
    /// How long installing an update takes.
    Install = 36,
    /// How long a pool is watched between two upgrade domains.
    Soak = 37,
}

/// What one set of dice is keyed by: together these are the generator's 256-bit key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// The seed the user chose.
    pub master: u64,
    /// The number of the replication.
    pub replication: u64,
    /// The experiment within the replication.
    pub domain: Domain,
    /// The version of the layout, [`LAYOUT`] unless an old result is repeated.
    pub layout: u64,
}

impl Key {
    /// The key of the world in one replication, under the present layout.
    pub const fn world(master: u64, replication: u64) -> Key {
        Key { master, replication, domain: Domain::World, layout: LAYOUT }
    }

    /// The 256 bits: the four numbers in the order of the fields, little endian.
    pub fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        let words = [self.master, self.replication, self.domain as u64, self.layout];
        for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }
}

/// The handle of a stream within its [`Dice`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamIndex(pub u32);

/// Collects the streams that a plan needs, so that the loop never looks one up by name.
///
/// ```
/// use pooldrill::ground::chance::{DiceBuilder, Key, Purpose};
/// let mut builder = DiceBuilder::new();
/// let life = builder.stream("fe01", Purpose::Life);
/// assert_eq!(builder.stream("fe01", Purpose::Life), life);
/// let mut dice = builder.build();
/// dice.reset(Key::world(42, 0));
/// let first = dice.uniform(life);
/// dice.reset(Key::world(42, 0));
/// assert_eq!(dice.uniform(life), first);
/// ```
#[derive(Debug, Clone, Default)]
pub struct DiceBuilder {
    known: BTreeMap<(NameHash, Purpose), StreamIndex>,
    streams: Vec<u64>,
}

impl DiceBuilder {
    /// No streams yet.
    pub fn new() -> DiceBuilder {
        DiceBuilder::default()
    }

    /// The handle of the stream of this name and purpose; asking twice gives the same handle.
    ///
    /// Two names with the same hash would share a stream; [`super::identity::collisions`] finds them beforehand.
    pub fn stream(&mut self, name: &str, purpose: Purpose) -> StreamIndex {
        self.stream_of(NameHash::of(name), purpose)
    }

    /// The handle of the stream of this hashed name and purpose.
    pub fn stream_of(&mut self, name: NameHash, purpose: Purpose) -> StreamIndex {
        let next = StreamIndex(u32::try_from(self.streams.len()).expect("four thousand million streams are enough"));
        let index = *self.known.entry((name, purpose)).or_insert(next);
        if index == next {
            self.streams.push(stream_number(name, purpose));
        }
        index
    }

    /// How many streams were asked for.
    pub fn len(&self) -> usize {
        self.streams.len()
    }

    /// Whether no stream was asked for.
    pub fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    /// The dice with room for every stream; it is used after [`Dice::reset`].
    pub fn build(self) -> Dice {
        let key = Key { master: 0, replication: 0, domain: Domain::World, layout: 0 }.bytes();
        let unseated = ChaCha8Rng::from_seed(key);
        let seats = self.streams.into_iter().map(|number| Seat { number, epoch: 0, rng: unseated.clone() }).collect();
        Dice { key, epoch: 0, seats }
    }
}

/// The number of a stream within a key: the name's 48 bits above the purpose's 16.
const fn stream_number(name: NameHash, purpose: Purpose) -> u64 {
    name.bits() << 16 | purpose as u64
}

/// A stream's place: it is seated in the current key exactly when its epoch is the dice's.
#[derive(Debug, Clone)]
struct Seat {
    number: u64,
    epoch: u64,
    rng: ChaCha8Rng,
}

/// All streams of one replication. Its memory, about 340 bytes for each stream, is reused by the next.
#[derive(Debug, Clone)]
pub struct Dice {
    key: [u8; 32],
    epoch: u64,
    seats: Vec<Seat>,
}

impl Dice {
    /// Turns to another key. It costs the same however many streams there are: each is seated at its first use, because
    /// in a short replication most are never used.
    pub fn reset(&mut self, key: Key) {
        self.key = key.bytes();
        self.epoch += 1;
    }

    /// The next 64 bits of a stream.
    ///
    /// # Panics
    ///
    /// When the handle comes from another builder, or the dice were never reset.
    #[inline]
    pub fn bits(&mut self, index: StreamIndex) -> u64 {
        let seat = &mut self.seats[index.0 as usize];
        if seat.epoch != self.epoch || self.epoch == 0 {
            Dice::seat(seat, &self.key, self.epoch);
        }
        seat.rng.next_u64()
    }

    #[cold]
    #[inline(never)]
    fn seat(seat: &mut Seat, key: &[u8; 32], epoch: u64) {
        assert!(epoch > 0, "dice are thrown before they have a key");
        // A generator built anew stands at word zero; one that only changes its stream would keep its position.
        seat.rng = ChaCha8Rng::from_seed(*key);
        seat.rng.set_stream(seat.number);
        seat.epoch = epoch;
    }

    /// The next uniform of a stream, strictly between 0 and 1.
    ///
    /// Fifty-two bits and a half: with one bit more the largest would round to exactly 1, for which no law has a quantile.
    #[inline]
    pub fn uniform(&mut self, index: StreamIndex) -> f64 {
        ((self.bits(index) >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
    }

    /// How long this time: the one place where a sojourn is drawn, and therefore the one place where the weighting of
    /// rare events will hook in.
    ///
    /// A fixed law draws nothing and leaves its stream unseated. In a paired comparison that is harmless as long as a
    /// stream keeps its law for a whole replication; a stream whose law is fixed at one time and random at another would
    /// count its draws differently in two designs, so give such a law a stream of its own.
    #[inline]
    pub fn sojourn(&mut self, index: StreamIndex, law: &Law) -> Span {
        match law.is_fixed() {
            Some(span) => span,
            None => law.quantile(self.uniform(index)),
        }
    }

    /// Whether a thing of probability `p` happens.
    ///
    /// It draws even when `p` is 0 or 1, unlike a fixed sojourn: the n-th coin of a stream then stays the n-th when a
    /// design changes the probability, and a larger `p` only ever adds events.
    #[inline]
    pub fn coin(&mut self, index: StreamIndex, p: f64) -> bool {
        self.uniform(index) < p
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dice(names: &[(&str, Purpose)]) -> (Dice, Vec<StreamIndex>) {
        let mut builder = DiceBuilder::new();
        let indices = names.iter().map(|(name, purpose)| builder.stream(name, *purpose)).collect();
        (builder.build(), indices)
    }

    /// The contract with every stored result. A new version of the generator that changes these must not be used. The
    /// values were worked out apart from this code, from the definition of the cipher.
    #[test]
    fn known_answers() {
        let (mut dice, index) = dice(&[("fe01", Purpose::Life), ("fe01", Purpose::Repair), ("fe02", Purpose::Life)]);
        for (key, expected) in [
            (
                Key::world(0, 0),
                [
                    [0x9ea2_9a5b_61c2_d037, 0x2a20_645b_7dbf_5af0],
                    [0x8820_2580_d806_cde2, 0x9867_2cd9_1257_97dd],
                    [0x74a7_58af_a5a8_1a69, 0x7021_b759_5977_7c66],
                ],
            ),
            (
                Key::world(42, 7),
                [
                    [0xdac7_44d8_c3d5_5372, 0xc40d_5830_feff_7b2e],
                    [0x0603_9466_8768_020a, 0x4644_b14e_73d1_d43f],
                    [0x44d8_e99f_cc24_c51f, 0xef1a_9caf_dae0_1584],
                ],
            ),
            (
                Key { master: 42, replication: 7, domain: Domain::Incident, layout: LAYOUT },
                [
                    [0xae87_7465_d5e5_9728, 0x40f5_af83_c5ac_6bfe],
                    [0x1408_9832_231b_b0bd, 0xfb8c_f4e3_dd75_67db],
                    [0xd4cd_49e6_b2f1_726b, 0x2a68_4f79_1aaa_4576],
                ],
            ),
        ] {
            dice.reset(key);
            let drawn: Vec<[u64; 2]> = index.iter().map(|i| [dice.bits(*i), dice.bits(*i)]).collect();
            assert_eq!(drawn, expected, "{key:?} gave {drawn:#x?}");
        }
    }

    /// With the all-zero key and stream the generator is the published ChaCha8 key stream.
    #[test]
    fn the_generator_is_chacha8() {
        let mut rng = ChaCha8Rng::from_seed([0; 32]);
        assert_eq!(rng.next_u64().to_le_bytes(), [0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6]);
    }

    #[test]
    fn a_stream_does_not_depend_on_its_neighbours_or_on_order() {
        let (mut few, few_index) = dice(&[("fe02", Purpose::Life)]);
        let (mut many, many_index) =
            dice(&[("fe01", Purpose::Life), ("fe02", Purpose::Life), ("fe02", Purpose::Repair)]);
        few.reset(Key::world(1, 2));
        many.reset(Key::world(1, 1));
        many.uniform(many_index[1]);
        many.reset(Key::world(1, 2));
        for _ in 0..100 {
            many.uniform(many_index[0]);
            many.uniform(many_index[2]);
            assert_eq!(few.bits(few_index[0]), many.bits(many_index[1]));
        }
    }

    #[test]
    fn a_uniform_is_strictly_inside() {
        let low = (0.0 + 0.5) * (1.0 / (1u64 << 52) as f64);
        let high = ((u64::MAX >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64);
        assert!(low > 0.0 && high < 1.0);
    }

    #[test]
    fn a_fixed_law_draws_nothing() {
        let (mut dice, index) = dice(&[("fe01", Purpose::Life)]);
        dice.reset(Key::world(1, 1));
        let first = dice.bits(index[0]);
        dice.reset(Key::world(1, 1));
        assert_eq!(dice.sojourn(index[0], &Law::fixed(Span::hours(1))), Span::hours(1));
        assert_eq!(dice.bits(index[0]), first);
    }

    #[test]
    fn coins_are_fair_and_certain_coins_are_certain() {
        let (mut dice, index) = dice(&[("fe01", Purpose::Cover)]);
        dice.reset(Key::world(3, 0));
        let heads = (0..10_000).filter(|_| dice.coin(index[0], 0.3)).count();
        assert!((2_800..3_200).contains(&heads), "{heads}");
        assert!((0..1000).all(|_| dice.coin(index[0], 1.0) && !dice.coin(index[0], 0.0)));
    }

    #[test]
    #[should_panic(expected = "before they have a key")]
    fn dice_without_a_key_are_refused() {
        let (mut dice, index) = dice(&[("fe01", Purpose::Life)]);
        dice.uniform(index[0]);
    }
}
