//! `casebook verify`

use super::{Failure, args, print};
use crate::verify::{self, Refusal};

pub(super) fn run(args: &args::Verify) -> Result<(), Failure> {
    let copy = args.path.display();
    let report = match verify::verify(&args.path) {
        Ok(report) => report,
        Err(Refusal::Io(error)) => return Err(error.into()),
        Err(Refusal::NoCopy(why)) => {
            let help = "name a folder that `casebook build` wrote, or a file that `casebook bundle` did";
            return Err(Failure::Usage(format!("`{copy}` cannot be checked: {why}\nhelp: {help}")));
        }
        Err(Refusal::Damaged(why)) => {
            print(&format!("{copy}: damaged, so its files cannot be compared with what was published: {why}\n"))?;
            return Err(Failure::Findings);
        }
    };
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
