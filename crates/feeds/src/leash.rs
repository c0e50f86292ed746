//! A limit on how much of a document may be read before something in it comes to an end: so an entry without
//! an end is refused before it fills memory, however long the document may be.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// One entry of a document (a product, a SKU, a model) is smaller than this.
const MOST_OF_ONE: u64 = 4 << 20;

/// How much may still be read.
#[derive(Clone, Debug)]
pub struct Leash(Rc<Cell<u64>>);

impl Leash {
    /// A reader on a leash, and the hand that holds it.
    pub fn on<R: Read>(input: R) -> (Leash, Leashed<R>) {
        let leash = Leash(Rc::new(Cell::new(MOST_OF_ONE)));
        (leash.clone(), Leashed { input, leash })
    }

    /// An entry has ended: the next may be as long.
    pub fn renew(&self) {
        self.0.set(MOST_OF_ONE);
    }
}

/// A reader on a leash.
#[derive(Debug)]
pub struct Leashed<R> {
    input: R,
    leash: Leash,
}

impl<R: Read> Read for Leashed<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let left = self.leash.0.get();
        if left == 0 {
            let mib = MOST_OF_ONE >> 20;
            return Err(io::Error::other(format!("one entry of it is longer than {mib} MiB")));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(room.len());
        let read = self.input.read(room.get_mut(..most).unwrap_or_default())?;
        self.leash.0.set(left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX)));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_without_an_end_is_refused() {
        let (leash, mut endless) = Leash::on(io::repeat(b'x'));
        let mut block = vec![0; 1 << 20];
        for _ in 0..8 {
            endless.read_exact(&mut block).unwrap();
            leash.renew();
        }
        let error = io::copy(&mut endless, &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("longer than 4 MiB"), "{error}");
    }
}
