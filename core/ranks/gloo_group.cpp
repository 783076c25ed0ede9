#include "base/clock.hpp"
#include "base/stopped.hpp"
#include "ranks/join.hpp"
#include "ranks/pulse.hpp"
#include "ranks/rendezvous.hpp"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <c10/util/Logging.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <future>
#include <memory>
#include <thread>

namespace dpl::ranks {

namespace {

std::atomic<bool> hasBegun = false; // threads are the process's, and so is this

using Backend = c10::intrusive_ptr<c10d::Backend>;
using Work = c10::intrusive_ptr<c10d::Work>;

bool servesStore(const RankPlace& place)
{
    return place.rank == 0 && !place.agentServesStore;
}

Verdict lost(const std::vector<int>& ranks, const std::vector<Member>& members, const std::string& how)
{
    std::string names;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        names += (i == 0 ? "" : ", ") + nameOf(ranks[i], members);
    }
    return {Verdict::Kind::lost, names + " " + how, ranks};
}

/// Of ranks that hang, or whose machine is gone.
Verdict silent(const std::vector<int>& ranks, const std::vector<Member>& members, const JoinOptions& options)
{
    return lost(
        ranks, members, "gave no sign of life for " + std::to_string(static_cast<int>(options.silenceTimeout)) + " s");
}

/// A process group of Gloo's under the rules of Group: nobody waits for a rank that was lost, and all say the same of
/// it.
class GlooGroup final : public Group {
public:
    GlooGroup(const RankPlace& place, const JoinOptions& options, Meeting meeting, std::unique_ptr<Pulse> pulse,
        Backend backend)
        : m_rank(place.rank), m_size(place.size), m_servesStore(servesStore(place)), m_options(options),
          m_members(std::move(meeting.members)), m_store(std::move(meeting.store)), m_backend(std::move(backend)),
          m_pulse(std::move(pulse))
    {
    }

    ~GlooGroup() override
    {
        if (m_isBroken) {
            if (m_servesStore) {
                m_pulse->waitForHeard();
            }
            // Gloo's threads may wait for a rank that does not answer, in memory of its own.
            m_backend.release();
        }
    }

    int rank() const override { return m_rank; }
    int size() const override { return m_size; }
    const std::vector<Member>& members() const override { return m_members; }

    void gather(std::span<const std::byte> own, std::span<std::byte> all) override
    {
        const at::Tensor mine = bytesOf(own.size());
        std::memcpy(mine.mutable_data_ptr(), own.data(), own.size());
        at::Tensor gathered = bytesOf(own.size() * static_cast<std::size_t>(m_size));
        at::Tensor given = mine;
        perform([&] { return m_backend->_allgather_base(gathered, given); });
        std::memcpy(all.data(), gathered.const_data_ptr(), std::min(all.size(), gathered.nbytes()));
    }

    void sum(std::span<float> values) override
    {
        const at::Tensor summed = at::empty({static_cast<std::int64_t>(values.size())}, at::TensorOptions(at::kFloat));
        std::memcpy(summed.mutable_data_ptr(), values.data(), values.size_bytes());
        std::vector<at::Tensor> list{summed};
        perform([&] { return m_backend->allreduce(list); });
        std::memcpy(values.data(), summed.const_data_ptr(), values.size_bytes());
    }

    void broadcast(std::span<std::byte> bytes) override
    {
        const at::Tensor sent = bytesOf(bytes.size());
        std::memcpy(sent.mutable_data_ptr(), bytes.data(), bytes.size());
        std::vector<at::Tensor> list{sent};
        perform([&] { return m_backend->broadcast(list); });
        std::memcpy(bytes.data(), sent.const_data_ptr(), bytes.size());
    }

    void waitForFirst() override
    {
        std::byte word{0};
        m_isPatient = true;
        broadcast({&word, 1});
        m_isPatient = false;
    }

    void finish() override
    {
        if (m_isBroken) {
            return; // all know that it has ended, and why
        }
        const std::byte own{0};
        std::vector<std::byte> all(static_cast<std::size_t>(m_size));
        gather({&own, 1}, all); // all have come
        try {
            gather({&own, 1}, all); // and know it, before the first leaves
        } catch (const RankLost&) {
            m_isBroken = true; // it knew
        }
    }

    std::string giveUp(const std::string& sentence) override
    {
        m_isBroken = true;
        const Verdict told = m_pulse->tell({Verdict::Kind::failed, sentence});
        if (told.kind != Verdict::Kind::failed) {
            told.raise();
        }
        return told.sentence;
    }

    void stop() override
    {
        m_isBroken = true;
        m_pulse->tell({Verdict::Kind::stopped, ""});
    }

private:
    static at::Tensor bytesOf(std::size_t count)
    {
        return at::empty({static_cast<std::int64_t>(count)}, at::TensorOptions(at::kByte));
    }

    /// Begins something that all ranks do, and waits for its end, but not for ranks that will not come.
    template <typename Begin> void perform(const Begin& begin)
    {
        if (const auto verdict = m_pulse->verdict()) {
            leave(*verdict);
        }
        std::string problem;
        try {
            const Work work = begin();
            waitFor(work);
            work->wait();
            return;
        } catch (const Error&) {
            throw;
        } catch (const std::exception& error) { // gloo::IoException is not of LibTorch's exceptions
            problem = firstSentence(error.what());
        }
        breakUp(problem);
    }

    void waitFor(const Work& work)
    {
        constexpr auto briefly = std::chrono::microseconds(50);
        constexpr auto longer = std::chrono::milliseconds(1);
        const double began = steadySeconds();
        while (!work->isCompleted()) {
            const double waited = steadySeconds() - began;
            if (waited < 0.01) {
                std::this_thread::sleep_for(briefly);
                continue;
            }
            std::this_thread::sleep_for(longer);
            if (const auto verdict = m_pulse->verdict()) {
                leave(*verdict);
            }
            if (m_pulse->isStoreLost()) {
                breakUp("the place where they met is gone");
            }
            if (const std::vector<int> ranks = m_pulse->silentFor(m_options.silenceTimeout); !ranks.empty()) {
                leave(m_pulse->tell(silent(ranks, m_members, m_options)));
            }
            if (waited > m_options.collectiveTimeout && !m_isPatient) {
                leave(m_pulse->tell({Verdict::Kind::failed,
                    "the ranks waited for each other for longer than "
                        + std::to_string(static_cast<int>(m_options.collectiveTimeout))
                        + " s (--collective_timeout)"}));
            }
        }
    }

    /// A connection broke: whose process is gone is known by its pulse, some beats later.
    [[noreturn]] void breakUp(const std::string& problem)
    {
        const double certainty = m_pulse->certainty();
        for (const double end = steadySeconds() + 2.0 * certainty; steadySeconds() < end;) {
            if (const auto verdict = m_pulse->verdict()) {
                leave(*verdict);
            }
            if (const std::vector<int> ranks = m_pulse->silentFor(certainty); !ranks.empty()) {
                leave(m_pulse->tell(lost(ranks, m_members, "was lost")));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        leave(m_pulse->tell({Verdict::Kind::lost, "a connection between the ranks broke (" + problem + ")"}));
    }

    [[noreturn]] void leave(const Verdict& verdict)
    {
        m_isBroken = true;
        verdict.raise();
    }

    int m_rank;
    int m_size;
    bool m_servesStore;
    JoinOptions m_options;
    std::vector<Member> m_members;
    Store m_store; ///< served, or kept for Gloo
    Backend m_backend;
    std::unique_ptr<Pulse> m_pulse;
    bool m_isBroken = false;
    bool m_isPatient = false; ///< waits as long as the others live
};

std::string interfaceOf(const JoinOptions& options)
{
    const Variables variables = ownVariables();
    if (!options.interface.empty()) {
        return options.interface;
    }
    return variables("DPL_INTERFACE").value_or(variables("GLOO_SOCKET_IFNAME").value_or(""));
}

Backend connected(const RankPlace& place, const JoinOptions& options, const Meeting& meeting)
{
    const auto connecting = std::chrono::milliseconds(static_cast<std::int64_t>(1000.0 * options.connectTimeout));
    auto gloo = c10d::ProcessGroupGloo::Options::create(connecting);
    const std::string interface = interfaceOf(options);
    try {
        if (!interface.empty()) {
            gloo->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(interface));
        } else {
            gloo->devices.push_back(
                c10d::ProcessGroupGloo::createDeviceForHostname(meeting.isOneMachine ? "127.0.0.1" : meeting.address));
        }
    } catch (const std::exception& error) {
        throw Error("cannot use the network "
            + (interface.empty() ? "address " + meeting.address : "interface " + interface) + " ("
            + firstSentence(error.what()) + "); --interface names another");
    }
    try {
        Backend backend =
            c10::make_intrusive<c10d::ProcessGroupGloo>(meeting.store.handle(), place.rank, place.size, gloo);
        backend->setTimeout(std::chrono::hours(24)); // GlooGroup decides how long it waits
        return backend;
    } catch (const std::exception& error) {
        throw Error("the ranks met, but cannot be connected (" + firstSentence(error.what())
            + "); between machines, --interface names the network to use");
    }
}

/// What `work` returns, which runs on a thread that can be left alone: LibTorch may wait in it for ever. `check` is
/// called meanwhile, and throws to leave it.
template <typename Work> auto leavably(const Work& work, const std::function<void()>& check)
{
    using Result = decltype(work(std::declval<const std::atomic<bool>&>()));
    const auto promise = std::make_shared<std::promise<Result>>();
    const auto isLeft = std::make_shared<std::atomic<bool>>(false);
    std::future<Result> future = promise->get_future();
    std::thread([promise, isLeft, work] {
        try {
            promise->set_value(work(*isLeft));
        } catch (...) {
            promise->set_exception(std::current_exception());
        }
    }).detach();
    while (future.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
        try {
            check();
        } catch (...) {
            *isLeft = true;
            throw;
        }
    }
    try {
        return future.get();
    } catch (const Error&) {
        throw;
    } catch (const std::exception& error) { // of LibTorch's: the store is gone
        throw RankLost("rank 0 was lost before all ranks had come together (" + firstSentence(error.what())
            + "); the same command goes on");
    }
}

Meeting met(const RankPlace& place, const Json& job, const JoinOptions& options, const std::stop_token& stop)
{
    constexpr double leeway = 4.0;
    const double deadline = steadySeconds() + options.rendezvousTimeout + leeway;
    // The other thread may outlive what its caller told it to call.
    const auto port = std::make_shared<std::atomic<int>>(0);
    JoinOptions own = options;
    own.listening = [port](std::uint16_t served) { *port = served; };
    own.check = {};
    return leavably([place, job, own](const std::atomic<bool>& isLeft) { return meet(place, job, own, isLeft); },
        [&] {
            throwIfStopped(stop);
            if (const int served = port->exchange(0); served != 0 && options.listening) {
                options.listening(static_cast<std::uint16_t>(served));
            }
            if (options.check) {
                options.check();
            }
            if (steadySeconds() > deadline) {
                throw Error("rank 0 does not answer at " + place.address + ", port " + std::to_string(place.port)
                    + ": it was not started, it has ended, or another service has the port; MASTER_PORT names one that "
                      "is free");
            }
        });
}

/// Connects ranks that have met. If one cannot, or is lost meanwhile, all leave with one sentence.
Backend connectedTogether(const RankPlace& place, const JoinOptions& options, const Meeting& meeting, Pulse& pulse,
    const std::stop_token& stop)
{
    const auto leave = [&](const Verdict& verdict) {
        if (servesStore(place)) {
            pulse.waitForHeard();
        }
        verdict.raise();
    };
    const std::vector<Member>& members = meeting.members;
    try {
        return leavably(
            [place, options, meeting](const std::atomic<bool>&) { return connected(place, options, meeting); },
            [&] {
                if (const auto verdict = pulse.verdict()) {
                    leave(*verdict);
                }
                if (stop.stop_requested()) {
                    leave(pulse.tell({Verdict::Kind::stopped, ""}));
                }
                if (pulse.isStoreLost()) {
                    leave(lost({0}, members, "was lost before the ranks were connected"));
                }
                if (const std::vector<int> ranks = pulse.silentFor(options.silenceTimeout); !ranks.empty()) {
                    leave(pulse.tell(silent(ranks, members, options)));
                }
            });
    } catch (const RankLost&) {
        throw;
    } catch (const OtherRankFailed&) {
        throw;
    } catch (const Error& error) {
        leave(pulse.tell({Verdict::Kind::failed, error.what()}));
        throw;
    }
}

} // namespace

std::unique_ptr<Group> join(
    const RankPlace& place, const Json& job, const JoinOptions& options, const std::stop_token& stop)
{
    hasBegun = true;
    Meeting meeting = met(place, job, options, stop);
    const std::string address = servesStore(place) ? "127.0.0.1" : meeting.storeAddress;
    auto pulse = std::make_unique<Pulse>(place.rank, place.size, place.agentServesStore ? -1 : 0,
        [address, port = meeting.store.port(), keys = place.meeting] {
            return Store::at(address, port, keys, std::chrono::seconds(10));
        });
    Backend backend = connectedTogether(place, options, meeting, *pulse, stop);
    return std::make_unique<GlooGroup>(place, options, std::move(meeting), std::move(pulse), std::move(backend));
}

bool hasBegunToJoin()
{
    return hasBegun;
}

void quietLibTorch()
{
    FLAGS_caffe2_log_level = c10::GLOG_FATAL;
}

} // namespace dpl::ranks
