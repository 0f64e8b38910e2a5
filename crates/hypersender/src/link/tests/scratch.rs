use crate::link::LinkOptions;
use crate::link::simulator::{Fault, World, s};
use crate::Operation;
#[test]
fn scratch() {
    for case in 0..8 {
        let mut world = World::new();
        println!("CASE {case}");
        let o = LinkOptions::default();
        match case {
            0 => { world.link("a"); }
            1 => { world.link("a"); world.after(s(40), |w| w.set("a", "FAILED")); }
            2 => { world.set("a", "FAILED"); world.link("a"); world.service.down_post = Some(422); }
            3 => { world.link("a"); world.link("b"); }
            4 => { world.service.shared_counter = true; world.link("a"); }
            5 => { world.service.shared_counter = true; world.link_with("a", o.timeout(s(1200))); world.after(s(61), |w| w.hit()); world.after(s(62), |w| w.hit()); 
                   for t in [55, 62, 70, 122, 130] { world.after(s(t), |w| w.hit()); } }
            6 => { world.set("a", "PENDING"); world.link("a"); }
            _ => { world.service.list = Some(403); world.link("a"); world.link("b"); world.link("c"); }
        }
        world.run(s(2000));
        println!("{}", world.referee.diary.join("\n"));
    }
    let _ = (Fault::Lost, Operation::Health);
}
