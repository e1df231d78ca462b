//! Single pools against exact values: k of n servers with one repair crew or as many as needed, repairs of any law,
//! common shocks and the loss of whole sites.

use super::oracles::{AT_ONCE, Case, What, hold, scenario};
use pooldrill::ground::time::Span;

const USERS: u32 = 1000;

/// Servers of which some are needed, how they fail and how they are repaired.
struct Servers {
    n: u32,
    needed: u32,
    life: &'static str,
    repair: &'static str,
    crew: &'static str,
    beta: f64,
}

fn pool(n: u32, needed: u32, life: &'static str, repair: &'static str) -> Servers {
    Servers { n, needed, life, repair, crew: "", beta: 0.0 }
}

impl Servers {
    fn one_crew(self) -> Servers {
        Servers { crew: "crews: 1, ", ..self }
    }

    fn beta(self, beta: f64) -> Servers {
        Servers { beta, ..self }
    }

    /// The pool of a scenario in which every server is a seed and the database has no vote.
    fn text(&self, site: &str) -> String {
        let Servers { n, needed, .. } = self;
        format!(
            "Enterprise(site: \"{site}\", front_ends: {n}, enabled_users: {USERS}, routing_groups: 0, \
             quorum: (to_start: {needed}, running: {needed}, seeds: {n}, back_end_vote: false))"
        )
    }

    fn failures(&self) -> String {
        let Servers { life, repair, crew, beta, .. } = self;
        format!("{crew}beta: {beta}, server: [(life: \"exponential({life})\", repair: \"{repair}\")]")
    }

    fn scenario(&self) -> String {
        scenario(&format!(
            "sites: {{ \"dc\": () }}, pools: {{ \"p1\": {} }}, central_management: \"p1\", staff: (reacts: false), \
             failures: ({}), facts: {{ {AT_ONCE} }}",
            self.text("dc"),
            self.failures()
        ))
    }
}

/// Downtime in hours with its standard deviation, losses, and the chance of any, ten years from good order.
fn ten_years(id: &'static str, servers: Servers, runs: u64, [down, deviation, losses, any]: [f64; 4]) -> Case {
    let mut exact = vec![(What::HoursDown, down), (What::Losses, losses)];
    if losses > 20.0 {
        // Of many outages the downtime is nearly normal, and so the mean of its squares is as well.
        exact.push((What::HoursDownSquared(down), deviation * deviation));
    }
    if any < 0.999 {
        exact.push((What::AnyLoss, any));
    }
    Case::new(id, servers.scenario(), (10, runs), &exact)
}

/// Share of the time without quorum, losses in a year, and the mean length of an outage in hours.
fn long_run(id: &'static str, servers: Servers, runs: u64, [down, losses, length]: [f64; 3]) -> Case {
    let exact = [(What::NoService, down), (What::LossesPerYear, losses), (What::MeanOutage, length)];
    Case::new(id, servers.scenario(), (100, runs), &exact)
}

impl Case {
    /// With the shares of outages that last longer than two lengths.
    fn with_lengths(mut self, [(short, longer), (long, much_longer)]: [(&str, f64); 2]) -> Case {
        self.watched.1 = [short, long].map(|text| Span::parse(text).expect("a length of time"));
        self.exact.extend([(What::Longer, longer), (What::MuchLonger, much_longer)]);
        self
    }
}

fn from_good_order() -> Vec<Case> {
    vec![
        ten_years(
            "a.n3k2.100-10.indep",
            pool(3, 2, "100h", "exponential(10h)"),
            2000,
            [2_039.957_425_5, 151.346_173_59, 394.854_244_93, 1.0],
        ),
        ten_years(
            "a.n3k2.1000-4.indep",
            pool(3, 2, "1000h", "exponential(4h)"),
            4000,
            [4.159_999_396, 4.099_404_893_9, 2.077_277_591_8, 0.872_708_354_18],
        ),
        ten_years(
            "a.n3k2.2000-8.crew1",
            pool(3, 2, "2000h", "exponential(8h)").one_crew(),
            8000,
            [8.340_799_753_5, 11.641_577_679, 1.038_541_794_4, 0.643_203_987_48],
        ),
        ten_years(
            "a.n3k2.4380-24.indep",
            pool(3, 2, "4380h", "exponential(24h)"),
            8000,
            [7.773_115_758_9, 13.749_338_729, 0.646_667_559_1, 0.472_675_159_37],
        ),
        ten_years(
            "a.n3k2.4380-24.crew1",
            pool(3, 2, "4380h", "exponential(24h)").one_crew(),
            8000,
            [15.599_322_215, 27.648_611_28, 0.646_608_816_55, 0.472_675_159_37],
        ),
        ten_years(
            "a.n4k3.100-10.crew1",
            pool(4, 3, "100h", "exponential(10h)").one_crew(),
            1000,
            [8_291.156_985_9, 469.399_902_82, 679.714_367_95, 1.0],
        ),
        ten_years(
            "a.n4k3.4380-24.crew1",
            pool(4, 3, "4380h", "exponential(24h)").one_crew(),
            6000,
            [31.196_668_071, 39.404_379_515, 1.286_054_372_5, 0.718_206_239_42],
        ),
        ten_years(
            "a.n6k4.100-10.crew1",
            pool(6, 4, "100h", "exponential(10h)").one_crew(),
            800,
            [6_954.425_173_7, 510.728_768_86, 509.210_496_93, 1.0],
        ),
        ten_years(
            "a.n8k4.100-10.indep",
            pool(8, 4, "100h", "exponential(10h)"),
            700,
            [24.056_738_12, 10.831_309_923, 11.440_116_537, 0.999_963_668_06],
        ),
        ten_years(
            "a.n9k5.100-10.indep",
            pool(9, 5, "100h", "exponential(10h)"),
            700,
            [50.056_425_652, 16.077_812_352, 23.400_290_331, 0.999_999_998_46],
        ),
        ten_years(
            "a.n10k6.100-10.indep",
            pool(10, 6, "100h", "exponential(10h)"),
            600,
            [92.601_446_857, 22.495_514_555, 42.546_078_542, 1.0],
        ),
        ten_years(
            "a.n12k6.100-10.indep",
            pool(12, 6, "100h", "exponential(10h)"),
            1000,
            [2.354_507_730_4, 2.898_438_573_1, 1.547_065_348_7, 0.749_532_087_28],
        ),
    ]
}

fn in_the_long_run() -> Vec<Case> {
    vec![
        long_run(
            "a.n3k2.1000-4.crew1",
            pool(3, 2, "1000h", "exponential(4h)").one_crew(),
            400,
            [9.523_203_671e-5, 0.207_727_251_4, 4.016],
        ),
        long_run(
            "a.n4k2.100-10.crew1",
            pool(4, 2, "100h", "exponential(10h)").one_crew(),
            150,
            [1.707_190_895e-2, 13.595_447_491, 11.0],
        ),
        long_run(
            "a.n4k3.100-10.indep",
            pool(4, 3, "100h", "exponential(10h)"),
            100,
            [4.378_116_249e-2, 71.798_374_428, 5.341_666_666_7],
        ),
        long_run(
            "a.n5k3.100-10.indep",
            pool(5, 3, "100h", "exponential(10h)"),
            100,
            [6.525_883_105e-3, 16.317_812_37, 3.503_333_333_3],
        ),
        long_run(
            "a.n5k3.100-10.crew1",
            pool(5, 3, "100h", "exponential(10h)").one_crew(),
            100,
            [4.128_129_935e-2, 29.641_326_416, 12.2],
        ),
        long_run(
            "a.n6k3.100-10.crew1",
            pool(6, 3, "100h", "exponential(10h)").one_crew(),
            100,
            [2.127_989_457e-2, 15.279_662_002, 12.2],
        ),
        long_run(
            "a.n7k4.100-10.crew1",
            pool(7, 4, "100h", "exponential(10h)").one_crew(),
            80,
            [4.693_497_56e-2, 30.098_856_976, 13.66],
        ),
        long_run(
            "a.n8k5.100-10.crew1",
            pool(8, 5, "100h", "exponential(10h)").one_crew(),
            80,
            [8.789_350_494e-2, 49.789_647_131, 15.464],
        ),
        long_run(
            "a.n11k6.100-10.indep",
            pool(11, 6, "100h", "exponential(10h)"),
            60,
            [1.740_924_614e-4, 0.851_094_522_28, 1.791_869_083_7],
        ),
        long_run(
            "a.n12k6.100-10.crew1",
            pool(12, 6, "100h", "exponential(10h)").one_crew(),
            60,
            [8.475_196_007e-2, 41.869_341_879, 17.732],
        ),
    ]
}

/// Each server repaired for itself: the law of its repair matters to how long outages last and not to how much there
/// is of them. With one crew it matters to everything.
fn repairs_of_any_law() -> Vec<Case> {
    vec![
        long_run(
            "b.par2.1000-8.lognormal1.0",
            pool(2, 1, "1000h", "lognormal(mean 8h, sigma 1)"),
            400,
            [6.298_815_823e-5, 0.137_944_066_52, 4.0],
        )
        .with_lengths([("4h", 0.343_239_887_76), ("8h", 0.118_146_713_12)]),
        long_run(
            "b.par3.200-20.weibull0.7",
            pool(3, 1, "200h", "weibull(mean 20h, shape 0.7)"),
            150,
            [7.513_148_009e-4, 0.987_227_648_38, 6.666_666_666_7],
        )
        .with_lengths([("10h", 0.215_614_960_01), ("20h", 6.924_365_256e-2)]),
        long_run(
            "b.pool.n3k2.500-12.erlang4",
            pool(3, 2, "500h", "erlang(mean 12h, stages 4)"),
            150,
            [1.622_200_012e-3, 2.349_615_097, 6.048],
        )
        .with_lengths([("6h", 0.447_545_091_56), ("12h", 8.842_258_948e-2)]),
        long_run("b.det23.500-12", pool(3, 2, "500h", "12h"), 150, [1.622_200_012e-3, 2.349_615_097, 6.048])
            .with_lengths([("6h", 0.502_988_035_91), ("11h 59min 59s 999ms", 1.190_457_325e-2)]),
        long_run(
            "b.pool.n5k3.200-20.lognormal1.0",
            pool(5, 3, "200h", "lognormal(mean 20h, sigma 1)"),
            80,
            [6.525_883_105e-3, 8.158_906_185, 7.006_666_666_7],
        ),
        long_run(
            "b.pool.n5k3.200-20.weibull2.0",
            pool(5, 3, "200h", "weibull(mean 20h, shape 2)"),
            80,
            [6.525_883_105e-3, 8.158_906_185, 7.006_666_666_7],
        ),
        long_run(
            "b.pool.n5k3.200-20.erlang3",
            pool(5, 3, "200h", "erlang(mean 20h, stages 3)"),
            80,
            [6.525_883_105e-3, 8.158_906_185, 7.006_666_666_7],
        )
        .with_lengths([("10h", 0.247_832_652_48), ("20h", 3.238_720_354e-2)]),
        long_run(
            "b.pool.n6k3.200-20.deterministic",
            pool(6, 3, "200h", "20h"),
            100,
            [8.811_438_048e-4, 1.483_437_488_2, 5.203_333_333_3],
        ),
        long_run(
            "b.pool.n6k3.200-20.weibull0.7",
            pool(6, 3, "200h", "weibull(mean 20h, shape 0.7)"),
            100,
            [8.811_438_048e-4, 1.483_437_488_2, 5.203_333_333_3],
        ),
        long_run(
            "b.crew1.n3k2.200-10.deterministic",
            pool(3, 2, "200h", "10h").one_crew(),
            120,
            [7.231_913_205e-3, 11.850_090_21, 5.346_082_481_8],
        ),
        long_run(
            "b.crew1.n3k2.200-10.uniform_0_2m",
            pool(3, 2, "200h", "uniform(0s, 20h)").one_crew(),
            120,
            [9.468_977_388e-3, 11.644_311_725, 7.123_498_913_1],
        ),
        long_run(
            "b.crew1.n5k3.200-10.erlang3",
            pool(5, 3, "200h", "erlang(mean 10h, stages 3)").one_crew(),
            100,
            [2.862_527_147e-3, 3.893_805_527_1, 6.439_905_031_2],
        ),
        long_run(
            "b.crew1.n5k3.200-10.hyperexp",
            pool(5, 3, "200h", "hyperexponential(p 0.9, mean 5h, mean 55h)").one_crew(),
            100,
            [3.427_440_393e-2, 6.401_459_675_1, 46.902_393_147],
        ),
        long_run(
            "b.crew1.n6k3.100-10.deterministic",
            pool(6, 3, "100h", "10h").one_crew(),
            80,
            [3.581_126_941e-3, 7.035_055_511_1, 4.459_193_244],
        ),
        long_run(
            "b.crew1.n8k4.500-24.erlang3",
            pool(8, 4, "500h", "erlang(mean 24h, stages 3)").one_crew(),
            200,
            [2.461_386_218e-4, 0.143_849_387_51, 14.989_110_236],
        ),
        long_run(
            "b.crew1.n8k4.500-24.hyperexp",
            pool(8, 4, "500h", "hyperexponential(p 0.9, mean 12h, mean 132h)").one_crew(),
            200,
            [2.847_962_269e-2, 1.859_472_103_9, 134.167_914_77],
        ),
    ]
}

/// Common shocks: the part beta of a server's failures takes every server of the pool that is up.
fn shocks() -> Vec<Case> {
    vec![
        long_run(
            "g.beta.n3k2.0.02",
            pool(3, 2, "1000h", "exponential(4h)").beta(0.02),
            400,
            [1.126_381_735_4e-4, 0.376_066_933_65, 2.623_762_718_5],
        ),
        long_run(
            "g.beta.n5k3.0.05",
            pool(5, 3, "1000h", "exponential(4h)").beta(0.05),
            300,
            [1.577_402_168_7e-4, 0.443_999_486_49, 3.112_175_445_8],
        ),
        long_run(
            "g.beta.n5k3.0.1",
            pool(5, 3, "1000h", "exponential(4h)").beta(0.1),
            300,
            [3.147_686_983_2e-4, 0.883_526_433_54, 3.120_873_006_8],
        ),
    ]
}

/// Two sites with a pool each, struck by disasters of their own and by common ones; servers fail all the while.
struct Sites {
    servers: Option<Servers>,
    disasters: &'static str,
    restored: &'static str,
    beta: f64,
}

fn sites(id: &'static str, what: Sites, runs: u64, one_down: f64, both: Option<[f64; 3]>) -> Case {
    let bare = || "Standard(site: \"SITE\", enabled_users: 1000)".to_owned();
    let pool = what.servers.as_ref().map_or_else(bare, |servers| servers.text("SITE"));
    let failures = what.servers.as_ref().map_or_else(String::new, Servers::failures);
    let text = scenario(&format!(
        "sites: {{ \"east\": (), \"west\": () }}, pools: {{ \"p1\": {}, \"p2\": {} }}, central_management: \"p1\", \
         staff: (reacts: false), failures: (site: (life: \"exponential({})\", repair: \"exponential({})\"), \
         site_beta: {}, {failures}), facts: {{ {AT_ONCE} }}",
        pool.replace("SITE", "east"),
        pool.replace("SITE", "west"),
        what.disasters,
        what.restored,
        what.beta,
    ));
    let mut case = Case::new(id, text, (100, runs), &[(What::NoService, one_down)]);
    case.watched.0 = 2;
    if let Some([down, times, length]) = both {
        case.exact.extend([(What::AllDown, down), (What::AllDownPerYear, times), (What::MeanOutage, length)]);
    }
    case
}

fn disasters() -> Vec<Case> {
    let stress = |beta| Sites {
        servers: Some(pool(3, 2, "100h", "exponential(10h)")),
        disasters: "0.1y",
        restored: "24h",
        beta,
    };
    let seldom = |servers, beta| Sites { servers, disasters: "20y", restored: "72h", beta };
    let servers = || Some(pool(3, 2, "1000h", "exponential(8h)"));
    vec![
        sites("g.sites.0", seldom(None, 0.0), 2000, 4.107_900_862_7e-4, None),
        sites("g.sitepools.0", seldom(servers(), 0.0), 400, 5.986_775_348_9e-4, None),
        sites(
            "g.sitepools.0.2",
            seldom(servers(), 0.2),
            1000,
            5.986_775_348_9e-4,
            Some([4.138_993_751_6e-5, 1.050_184_154_8e-2, 34.524_978_404]),
        ),
        sites(
            "g.stress.0",
            stress(0.0),
            80,
            4.933_633_859_3e-2,
            Some([2.434_074_305_7e-3, 4.730_634_533_3, 4.507_321_537_5]),
        ),
        sites(
            "g.stress.0.2",
            stress(0.2),
            80,
            4.933_633_859_3e-2,
            Some([4.850_548_629_6e-3, 6.299_260_958_2, 6.745_363_666_8]),
        ),
    ]
}

/// Ten servers of which the first nine are seeds: the tenth counts for nothing, neither running nor starting.
fn seeds() -> Case {
    let text = scenario(&format!(
        "sites: {{ \"dc\": () }}, pools: {{ \"p1\": Enterprise(site: \"dc\", front_ends: 10, enabled_users: {USERS}, \
         routing_groups: 0, quorum: (to_start: 5)) }}, central_management: \"p1\", staff: (reacts: false), \
         failures: ({}), facts: {{ {AT_ONCE} }}",
        pool(10, 5, "100h", "exponential(10h)").failures()
    ));
    let exact = [(What::HoursDown, 50.056_425_652), (What::Losses, 23.400_290_331)];
    Case::new("a.n9k5.100-10.indep, nine of ten", text, (10, 700), &exact)
}

/// A routing group of three replicas that never move is lost while two of its servers are away; the quorum rule of
/// the pool, any five of the first nine, is the documented one and as good as never broken.
fn routing_groups() -> Vec<Case> {
    let of = |id, n: u32, groups: u32| {
        let text = scenario(&format!(
            "sites: {{ \"dc\": () }}, pools: {{ \"p1\": Enterprise(site: \"dc\", front_ends: {n}, enabled_users: 3000, \
             routing_groups: {groups}) }}, central_management: \"p1\", staff: (reacts: false), \
             failures: (server: [(life: \"exponential(1000h)\", repair: \"exponential(4h)\")]), facts: {{ {AT_ONCE} }}"
        ));
        let exact = [(What::NotFull, 4.749_181_556_7e-5), (What::GroupLossesPerYear(groups), 0.207_737_169_29)];
        Case::new(id, text, (100, 60), &exact)
    };
    vec![of("a.seed.n10m9k5", 10, 10), of("a.seed.n12m9k5", 12, 36), seeds()]
}

/// Spares that arrive in another order than they were sent for. The spares under way are a birth-death chain: of the
/// servers that run each fails every 200 hours, and each spare is 100 hours under way. With one in stock at the start,
/// two under way are one server down. The weights of none to four are 1, 3/2, 9/8, 3/8 and 3/64, 259/64 together.
fn spares() -> Vec<Case> {
    let of = |id, needed, down: f64| {
        let spare = ", spares: 1, lead: \"exponential(100h)\")";
        let text =
            pool(3, needed, "200h", "1s").scenario().replace("repair: \"1s\")", &format!("repair: \"1s\"{spare}"));
        Case::new(id, text, (20, 400), &[(What::NoService, down)])
    };
    vec![of("spares, all needed", 3, 99.0 / 259.0), of("spares, one needed", 1, 3.0 / 259.0)]
}

#[test]
fn pools_agree_with_exact_values() {
    let groups =
        [from_good_order(), in_the_long_run(), repairs_of_any_law(), shocks(), disasters(), routing_groups(), spares()];
    hold("pools", &groups.into_iter().flatten().collect::<Vec<_>>());
}
