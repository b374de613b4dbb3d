//! Many orders of events, over all processors. Each is named by its seed, and comes again with it.

use std::{env, panic::catch_unwind, thread};

/// What came of them.
pub(in crate::ceremony) struct Ran {
    pub(in crate::ceremony) orders: u64,
    /// How many ended with what was wanted.
    pub(in crate::ceremony) ended_well: u64,
    /// How often the request that must not be sent twice was sent.
    pub(in crate::ceremony) sent: usize,
}

/// `TOUCHSTONE_ORDERS` sets how many (the everyday tier runs 100,000 of them, the long one a million),
/// `TOUCHSTONE_SEED` the first. `order` answers whether it ended well, and what was sent.
pub(in crate::ceremony) fn run_orders(order: fn(u64) -> (bool, usize)) -> Ran {
    let asked = |name| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let orders = asked("TOUCHSTONE_ORDERS").unwrap_or(5_000);
    let from = asked("TOUCHSTONE_SEED").unwrap_or(1);
    let threads = thread::available_parallelism().unwrap().get();
    let share = |first: u64| {
        let (mut ended_well, mut sent) = (0, 0);
        for seed in (from + first..from + orders).step_by(threads) {
            let run = catch_unwind(|| order(seed));
            let (well, many) = run.unwrap_or_else(|_| {
                panic!("seed {seed} (TOUCHSTONE_SEED={seed} TOUCHSTONE_ORDERS=1)")
            });
            ended_well += u64::from(well);
            sent += many;
        }
        (ended_well, sent)
    };
    let (ended_well, sent) = thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads).map(|one| scope.spawn(move || share(one.try_into().unwrap()))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    Ran { orders, ended_well, sent }
}
