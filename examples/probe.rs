use pooldrill::{model::*, measure::*, scenario::load, runbook::compiled::known_steps, world::World, ground::time::Time};
struct Print(String, pooldrill::ground::calendar::Calendar);
impl Listener for Print { const HEARS: bool = true;
 fn before(&mut self,_n:Time,_w:&World<'_>,_l:&Ledger){}
 fn after(&mut self,n:Time,w:&World<'_>,l:&Ledger){
  for note in &w.notes.list { println!("{} {:?}", self.1.weekday_clock(n), note); }
  let mut s=String::new();
  for p in &w.plan.estate.pools { let mut c=[0;3]; for i in p.populations.clone(){ let r=l.record(i as usize).0.counts(w.plan.estate.populations[i as usize].users,n); for k in 0..3 {c[k]+=r[k];} } s+=&format!("{} {:?} ",p.name,c); }
  if s!=self.0 { println!("      {} {s}", self.1.weekday_clock(n)); self.0=s; }
 }}
fn main(){
 let f=std::env::args().nth(1).unwrap();
 let known=known_steps();
 let l=match load::load_bytes(&f,&std::fs::read(&f).unwrap(),&load::Known{steps:&known}){Ok(l)=>l,Err(r)=>{println!("{}",pooldrill::scenario::text::draw(&r.problems,&r.sources,false,100));return}};
 let cal=l.plan.calendar.clone();
 let s=Setting::new(l.plan);
 let mut run=Run::new(&s);
 let seed=std::env::args().nth(2).map_or(1,|x|x.parse().unwrap());
 let o=run.replicate(seed,0,&mut Print(String::new(),cal));
 for (p,x) in s.plan.estate.pools.iter().zip(&o.pools){ println!("{} {:?}",p.name,x); }
 for r in &o.chains{ println!("{:?} {:?} {:?} none {} limited {}",r.pool,r.blow,r.phase,r.amounts.none/60000,r.amounts.limited/60000);}
 for r in &o.recoveries{ println!("{:?} {:?} fo {} n {} user {} proc {} lost {} {}",r.pool,r.blow,r.failed_over,r.count,r.user_clock/1000,r.procedure_clock/1000,r.lost_user_data/1000,r.lost_content/1000);}
 println!("{:?} events {}",o.unfinished,o.events);
}
