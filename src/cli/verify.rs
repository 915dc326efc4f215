//! `casebook verify`

use super::{Failure, args, print};
use crate::verify::{self, Refusal};

pub(super) fn run(args: &args::Verify) -> Result<(), Failure> {
    let copy = args.path.display();
    let report = verify::verify(&args.path).map_err(|refusal| match refusal {
        Refusal::Io(error) => Failure::from(error),
        Refusal::NoCopy(why) => Failure::Usage(format!(
            "`{copy}` cannot be checked: {why}\nhelp: name a folder that `casebook build` wrote, or a file that `casebook bundle` did"
        )),
    })?;
    if report.faults.is_empty() {
        return print(&format!("{copy}: {} files, all as they were published by {}\n", report.files, report.tool));
    }
    let lines: Vec<String> = report.faults.iter().map(|fault| format!("{fault}\n")).collect();
    print(&format!(
        "{}{copy}: {} of {} files differ from what was published\n",
        lines.concat(),
        lines.len(),
        report.files
    ))?;
    Err(Failure::Findings)
}
