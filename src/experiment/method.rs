//! How intervals are come by, for whoever has to say so.

/// Makes the methods, their keys and what they are from one table.
macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident $key:literal $words:literal;)*) => {
        /// How an interval was come by.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Method {
            $($(#[$doc])* $name,)*
        }

        impl Method {
            /// All of them.
            pub const ALL: &[Method] = &[$(Method::$name),*];

            /// The key in machine-readable output.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Method::$name => $key,)*
                }
            }

            /// What it is, in words.
            pub const fn words(self) -> &'static str {
                match self {
                    $(Method::$name => $words,)*
                }
            }
        }
    };
}

methods! {
    /// Student's t of the values of the runs.
    StudentT "student_t" "Student's t of the runs' values, which are independent";
    /// Student's t of the differences of two designs, run by run.
    PairedStudentT "paired_student_t" "Student's t of the differences of two designs, run by run on the same dice";
    /// The exact one of a Poisson count.
    Poisson "poisson" "exact, of a Poisson count, where few were seen";
    /// The same of clusters.
    PoissonOfClusters "poisson_of_clusters" "the same of clusters, where several come at once";
    /// Between values of the sample.
    OrderStatistics "order_statistics" "between two values of the sample, for a quantile, whatever the law of the runs";
    /// Between values of the sample, several of a run.
    ClusteredOrderStatistics "clustered_order_statistics" "the same of fewer, since what comes several to a run resembles each other";
    /// Wilson's, of independent trials.
    Wilson "wilson" "Wilson's, for a share of the runs";
    /// Wilson's, of trials that come several to a run.
    ClusteredWilson "clustered_wilson" "the same of fewer, for a share of what comes several to a run";
    /// Of a ratio of sums over runs.
    RatioOfSums "ratio_of_sums" "Student's t of a share of a cost, which is the ratio of two sums over runs";
}
