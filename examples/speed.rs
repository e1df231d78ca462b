use pooldrill::{model::*, measure::*, scenario::load, runbook::compiled::known_steps};
fn main(){
 let f=std::env::args().nth(1).unwrap(); let n:u64=std::env::args().nth(2).unwrap().parse().unwrap();
 let known=known_steps();
 let l=match load::load_bytes(&f,&std::fs::read(&f).unwrap(),&load::Known{steps:&known}){Ok(l)=>l,Err(r)=>{println!("{}",pooldrill::scenario::text::draw(&r.problems,&r.sources,false,100));return}};
 let s=Setting::new(l.plan); let mut run=Run::new(&s);
 run.replicate(1,9999,&mut Silent);
 let t=std::time::Instant::now(); let mut ev=0; let mut none=0u64; let mut users=0;
 for r in 0..n { let o=run.replicate(1,r,&mut Silent); ev+=o.events; for p in &o.pools { none+=p.unplanned.none; } users=s.plan.estate.pools.iter().map(|p|p.users as u64).sum::<u64>(); }
 let d=t.elapsed();
 println!("{f}: {} events/run {:.1} ns/event {:.0} runs/s unavailability {:.4e}", ev/n, d.as_nanos() as f64/ev as f64, n as f64/d.as_secs_f64(), none as f64/users as f64/(n as f64*s.plan.horizon.millis() as f64));
}
